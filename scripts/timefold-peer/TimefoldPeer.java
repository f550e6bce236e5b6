import ai.timefold.solver.core.api.domain.entity.PlanningEntity;
import ai.timefold.solver.core.api.domain.lookup.PlanningId;
import ai.timefold.solver.core.api.domain.solution.PlanningEntityCollectionProperty;
import ai.timefold.solver.core.api.domain.solution.PlanningScore;
import ai.timefold.solver.core.api.domain.solution.PlanningSolution;
import ai.timefold.solver.core.api.domain.valuerange.ValueRangeProvider;
import ai.timefold.solver.core.api.domain.variable.PlanningVariable;
import ai.timefold.solver.core.api.score.buildin.hardsoftlong.HardSoftLongScore;
import ai.timefold.solver.core.api.score.calculator.IncrementalScoreCalculator;
import ai.timefold.solver.core.api.solver.SolverFactory;
import ai.timefold.solver.core.config.score.director.ScoreDirectorFactoryConfig;
import ai.timefold.solver.core.config.solver.SolverConfig;
import ai.timefold.solver.core.config.solver.termination.TerminationConfig;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Plans a territory problem with Timefold: FILE SECONDS THREADS SEED; prints the arc of each unit, and what it takes them
 * to cost, as a line of JSON.
 * A solver of the community edition has one thread: as many as are asked for run beside each other, each with a seed of
 * its own, and the best plan counts. Stock phases (construction, then local search with change and swap moves) with an
 * incremental score.
 */
public class TimefoldPeer {
  /** The problem's arrays, read from a file of numbers in the order of the fields. */
  static final class Problem {
    final int units, csms, pairs, rows, pairCeilings, others;
    final int[] arcStart, arcCsm;
    final double[] arcCost, arcHours;
    final int[] pairStart, pairOf;
    final double[] pairCost;
    final int[] rowStart, rowOf;
    final double[] rowCoef, rowLimit;
    /** The pair ceilings of each pair, and their limits. */
    final int[][] ceilingsOfPair;
    final double[] pairLimit, ceiling;
    /** What each unit carries beside hours: unit · others + quantity. */
    final double[] carries;
    /** Pieces of each cell (csm · (1 + others) + quantity): side, at, slope in turns. */
    final double[][] pieces;
    private final StringTokenizer in;

    Problem(String text) {
      in = new StringTokenizer(text);
      units = whole();
      csms = whole();
      arcStart = wholes();
      arcCsm = wholes();
      arcCost = numbers();
      arcHours = numbers();
      pairStart = wholes();
      pairOf = wholes();
      pairCost = numbers();
      pairs = pairCost.length;
      rowStart = wholes();
      rowOf = wholes();
      rowCoef = numbers();
      rowLimit = numbers();
      rows = rowLimit.length;
      pairLimit = numbers();
      pairCeilings = pairLimit.length;
      List<List<Integer>> of = new ArrayList<>();
      for (int p = 0; p < pairs; p++) of.add(new ArrayList<>());
      for (int c = 0; c < pairCeilings; c++) for (int p : wholes()) of.get(p).add(c);
      ceilingsOfPair = new int[pairs][];
      for (int p = 0; p < pairs; p++) ceilingsOfPair[p] = of.get(p).stream().mapToInt(c -> c).toArray();
      ceiling = numbers();
      others = whole();
      carries = numbers();
      pieces = new double[csms * (1 + others)][];
      for (int cell = 0; cell < pieces.length; cell++) pieces[cell] = numbers();
    }

    private int whole() {
      return Integer.parseInt(in.nextToken());
    }

    private int[] wholes() {
      int[] list = new int[whole()];
      for (int k = 0; k < list.length; k++) list[k] = whole();
      return list;
    }

    private double[] numbers() {
      double[] list = new double[whole()];
      for (int k = 0; k < list.length; k++) list[k] = Double.parseDouble(in.nextToken());
      return list;
    }

    /** The arc of a unit to a CSM; −1 = nobody. */
    int arcTo(int unit, int csm) {
      for (int a = arcStart[unit]; a < arcStart[unit + 1]; a++) if (arcCsm[a] == csm) return a;
      throw new IllegalStateException("unit " + unit + " has no arc to " + csm);
    }
  }

  @PlanningEntity
  public static class Unit {
    @PlanningId private Integer id;
    private List<Integer> csms;
    @PlanningVariable private Integer csm;

    public Unit() {}

    Unit(int id, List<Integer> csms) {
      this.id = id;
      this.csms = csms;
    }

    public Integer getId() {
      return id;
    }

    @ValueRangeProvider
    public List<Integer> getCsms() {
      return csms;
    }

    public Integer getCsm() {
      return csm;
    }

    public void setCsm(Integer csm) {
      this.csm = csm;
    }
  }

  @PlanningSolution
  public static class Book {
    private Problem problem;
    private List<Unit> units;
    private HardSoftLongScore score;

    public Book() {}

    Book(Problem problem, List<Unit> units) {
      this.problem = problem;
      this.units = units;
    }

    public Problem problem() {
      return problem;
    }

    @PlanningEntityCollectionProperty
    public List<Unit> getUnits() {
      return units;
    }

    @PlanningScore
    public HardSoftLongScore getScore() {
      return score;
    }

    public void setScore(HardSoftLongScore score) {
      this.score = score;
    }
  }

  /** Hard: hundredths of hours, and thousandths of rows and pairs, beyond limits. Soft: thousandths of points. */
  public static class Points implements IncrementalScoreCalculator<Book, HardSoftLongScore> {
    private Problem p;
    private double soft;
    private double hard;
    private double[] load;
    private double[] use;
    private int[] pairUse;
    private double[] pairsIn;

    @Override
    public void resetWorkingSolution(Book book) {
      p = book.problem();
      hard = 0;
      soft = 0;
      load = new double[p.csms * (1 + p.others)];
      use = new double[p.rows];
      pairUse = new int[p.pairs];
      pairsIn = new double[p.pairCeilings];
      for (int cell = 0; cell < load.length; cell++) soft += penalty(cell);
      for (Unit unit : book.getUnits()) carry(unit, 1);
    }

    @Override
    public void beforeEntityAdded(Object entity) {}

    @Override
    public void afterEntityAdded(Object entity) {
      carry((Unit) entity, 1);
    }

    @Override
    public void beforeEntityRemoved(Object entity) {
      carry((Unit) entity, -1);
    }

    @Override
    public void afterEntityRemoved(Object entity) {}

    @Override
    public void beforeVariableChanged(Object entity, String name) {
      carry((Unit) entity, -1);
    }

    @Override
    public void afterVariableChanged(Object entity, String name) {
      carry((Unit) entity, 1);
    }

    @Override
    public HardSoftLongScore calculateScore() {
      return HardSoftLongScore.of(-Math.round(hard * 1000), -Math.round(soft * 1000));
    }

    private void carry(Unit unit, int sign) {
      if (unit.getCsm() == null) return;
      int u = unit.getId();
      int csm = unit.getCsm();
      int arc = p.arcTo(u, csm);
      soft += sign * p.arcCost[arc];
      for (int k = p.pairStart[arc]; k < p.pairStart[arc + 1]; k++) usePair(p.pairOf[k], sign);
      for (int k = p.rowStart[arc]; k < p.rowStart[arc + 1]; k++) {
        int r = p.rowOf[k];
        hard -= over(use[r], p.rowLimit[r]);
        use[r] += sign * p.rowCoef[k];
        hard += over(use[r], p.rowLimit[r]);
      }
      if (csm < 0) return;
      int cell = csm * (1 + p.others);
      hard -= over(load[cell], p.ceiling[csm]);
      move(cell, sign * p.arcHours[arc]);
      hard += over(load[cell], p.ceiling[csm]);
      for (int q = 0; q < p.others; q++) move(cell + 1 + q, sign * p.carries[u * p.others + q]);
    }

    private void usePair(int pair, int sign) {
      boolean before = pairUse[pair] > 0;
      pairUse[pair] += sign;
      if (before == pairUse[pair] > 0) return;
      soft += sign * p.pairCost[pair];
      for (int c : p.ceilingsOfPair[pair]) {
        hard -= over(pairsIn[c], p.pairLimit[c]);
        pairsIn[c] += sign;
        hard += over(pairsIn[c], p.pairLimit[c]);
      }
    }

    private void move(int cell, double by) {
      soft -= penalty(cell);
      load[cell] += by;
      soft += penalty(cell);
    }

    private double penalty(int cell) {
      double[] pieces = p.pieces[cell];
      double points = 0;
      for (int k = 0; k < pieces.length; k += 3) points += pieces[k + 2] * Math.max(0, pieces[k] * (load[cell] - pieces[k + 1]));
      return points;
    }

    /** Beyond a limit, less what rounding adds. */
    private static double over(double value, double limit) {
      return Math.max(0, value - limit - 1e-9 * Math.max(1, Math.abs(limit)));
    }
  }

  public static void main(String[] words) throws Exception {
    Problem problem = read(words[0]);
    double seconds = Double.parseDouble(words[1]);
    int threads = Integer.parseInt(words[2]);
    long seed = Long.parseLong(words[3]);
    var pool = Executors.newFixedThreadPool(threads);
    List<Callable<Book>> runs = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      long own = seed * threads + t;
      runs.add(() -> solve(problem, seconds, own));
    }
    Book best = null;
    for (Future<Book> run : pool.invokeAll(runs)) {
      Book book = run.get();
      if (best == null || book.getScore().compareTo(best.getScore()) > 0) best = book;
    }
    pool.shutdown();
    StringBuilder arcs = new StringBuilder();
    for (Unit unit : best.getUnits()) {
      if (unit.getCsm() == null) break;
      arcs.append(arcs.length() == 0 ? "" : ",").append(problem.arcTo(unit.getId(), unit.getCsm()));
    }
    double cpu = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    double points = -best.getScore().softScore() / 1000.0;
    boolean feasible = best.getScore().hardScore() == 0;
    System.out.println("\n{\"arcs\":[" + arcs + "],\"points\":" + points + ",\"feasible\":" + feasible + ",\"cpuSeconds\":" + cpu + ",\"peakMb\":" + peakMb() + "}");
  }

  /** The most resident memory so far, where the system tells; 0 elsewhere. */
  private static double peakMb() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) return 0;
    for (String line : Files.readAllLines(status))
      if (line.startsWith("VmHWM:")) return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
    return 0;
  }

  private static Problem read(String file) throws IOException {
    return new Problem(Files.readString(Path.of(file)));
  }

  private static Book solve(Problem problem, double seconds, long seed) {
    List<Unit> units = new ArrayList<>();
    for (int u = 0; u < problem.units; u++) {
      List<Integer> csms = new ArrayList<>();
      for (int a = problem.arcStart[u]; a < problem.arcStart[u + 1]; a++) csms.add(problem.arcCsm[a]);
      units.add(new Unit(u, csms));
    }
    SolverConfig config =
        new SolverConfig()
            .withSolutionClass(Book.class)
            .withEntityClasses(Unit.class)
            .withScoreDirectorFactory(
                new ScoreDirectorFactoryConfig().withIncrementalScoreCalculatorClass(Points.class))
            .withTerminationConfig(
                new TerminationConfig().withSpentLimit(Duration.ofMillis(Math.round(1000 * seconds))))
            .withRandomSeed(seed);
    return SolverFactory.<Book>create(config).buildSolver().solve(new Book(problem, units));
  }
}
