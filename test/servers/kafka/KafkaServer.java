import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** Formats the storage where it is new, then runs a broker until its standard input ends. Arguments: cluster id, properties, further ones for the format. */
public class KafkaServer {
    public static void main(String[] args) {
        var format = new ArrayList<>(List.of("format", "--cluster-id", args[0], "--config", args[1], "--ignore-formatted"));
        format.addAll(List.of(args).subList(2, args.length));
        int code = StorageTool.execute(format.toArray(String[]::new), System.out);
        if (code != 0) System.exit(code);
        var watch = new Thread(KafkaServer::stopWithParent);
        watch.setDaemon(true);
        watch.start();
        Kafka.main(new String[] {args[1]});
    }

    private static void stopWithParent() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The other end is gone, which is what this waits for.
        }
        Runtime.getRuntime().halt(0);
    }
}
