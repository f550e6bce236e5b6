/** Solves an MPS file: SOLVER FILE SECONDS THREADS SEED; the last line printed is the answer as JSON. */
export const PEER_SCRIPT = `
import json, math, resource, sys, time

solver, path, seconds, threads, seed = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])

def highs():
    import highspy
    h = highspy.Highs()
    h.setOptionValue('output_flag', False)
    h.setOptionValue('threads', threads)
    h.setOptionValue('random_seed', seed)
    h.readModel(path)
    began = time.monotonic()
    h.setOptionValue('time_limit', seconds)
    h.run()
    took = time.monotonic() - began
    info = h.getInfo()
    found = info.primal_solution_status == 2
    values = h.getSolution().col_value if found else []
    names = h.getLp().col_names_
    columns = [n for n, v in zip(names, values) if v > 0.5 and n.startswith('x_')] if found else None
    return columns, info.mip_dual_bound, took

def cpsat():
    from ortools.linear_solver.python import model_builder
    m = model_builder.Model()
    if not m.import_from_mps_file(path):
        raise RuntimeError('the model cannot be read')
    s = model_builder.Solver('sat')
    s.set_time_limit_in_seconds(seconds)
    s.set_solver_specific_parameters(f'num_workers:{threads} random_seed:{seed}')
    began = time.monotonic()
    status = s.solve(m)
    took = time.monotonic() - began
    found = status in (model_builder.SolveStatus.OPTIMAL, model_builder.SolveStatus.FEASIBLE)
    if not found:
        return None, None, took
    variables = [m.var_from_index(i) for i in range(m.num_variables)]
    columns = [v.name for v in variables if v.name.startswith('x_') and s.value(v) > 0.5]
    return columns, s.best_objective_bound, took

columns, bound, took = highs() if solver == 'highs' else cpsat()
usage = resource.getrusage(resource.RUSAGE_SELF)
peak = usage.ru_maxrss / 1024
bound = bound if bound is not None and math.isfinite(bound) else None
print()
print(json.dumps({'columns': columns, 'bound': bound, 'seconds': took, 'cpuSeconds': usage.ru_utime + usage.ru_stime, 'peakMb': round(peak)}))
`;
