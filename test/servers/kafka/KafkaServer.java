import java.io.IOException;
import java.io.OutputStream;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** Formats the storage where it is new, then runs a broker until its standard input ends. Arguments: cluster id, properties. */
public class KafkaServer {
    public static void main(String[] args) {
        var format = new String[] {"format", "--cluster-id", args[0], "--config", args[1], "--ignore-formatted"};
        int code = StorageTool.execute(format, System.out);
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
