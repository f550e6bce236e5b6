import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.io.OutputStream;
import java.util.List;

/** Runs mongo-java-server until its standard input ends. Arguments: host, port, file of the data, and optionally "change-streams". */
public class MongodbServer {
    /** As much of a version as today's drivers want to see before they talk to a server. */
    record Version(List<Integer> getVersionArray, int getWireVersion) implements MongoVersion {}

    public static void main(String[] args) throws Exception {
        var server = new MongoServer(new H2Backend(args[2]).version(new Version(List.of(5, 0, 0), 13)));
        if (args.length > 3 && args[3].equals("change-streams")) server.enableOplog();
        server.bind(args[0], Integer.parseInt(args[1]));
        System.in.transferTo(OutputStream.nullOutputStream());
        server.shutdownNow();
        System.exit(0);
    }
}
