package io.steelyard.spark;

import io.steelyard.core.RequestException;
import io.steelyard.core.step.RemoteFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Files on S3, HDFS, Google Cloud Storage and whatever else Hadoop has a file system for, with the
 * settings of the cluster ({@code core-site.xml}) and those of the run ({@code spark.hadoop.*}).
 */
public final class HadoopFiles implements RemoteFiles {
  @Override
  public boolean isReady() {
    try {
      Class.forName("org.apache.hadoop.fs.FileSystem");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Kept apart, so that this class can be asked whether it is ready where Hadoop is not. */
  private static final class Systems {
    private Systems() {}

    static FileSystem of(String address) throws IOException {
      SparkConf conf = SparkEnv.get() == null ? new SparkConf() : SparkEnv.get().conf();
      Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
      try {
        return FileSystem.get(URI.create(address.replace(" ", "%20")), hadoop);
      } catch (UnsupportedFileSystemException | RuntimeException e) {
        if (e instanceof RuntimeException && !(e.getCause() instanceof ClassNotFoundException)) {
          throw e;
        }
        throw new RequestException(
            address
                + ": Hadoop has no file system of that scheme here ("
                + e.getMessage()
                + "). Its jars go on the class path of driver and executors: with spark-submit,"
                + " --packages org.apache.hadoop:hadoop-aws:3.4.2 for s3a",
            e);
      }
    }

    static List<Found> list(String address) throws IOException {
      FileSystem system = of(address);
      Path root = new Path(address);
      List<Found> found = new ArrayList<>();
      if (!system.exists(root)) {
        return found;
      }
      FileStatus status = system.getFileStatus(root);
      if (status.isFile()) {
        found.add(new Found(root.getName(), status.getLen(), address));
        return found;
      }
      String above = status.getPath().toUri().getPath();
      String prefix = above.endsWith("/") ? above : above + "/";
      RemoteIterator<LocatedFileStatus> files = system.listFiles(root, true);
      while (files.hasNext()) {
        LocatedFileStatus file = files.next();
        String path = file.getPath().toUri().getPath();
        found.add(
            new Found(path.substring(prefix.length()), file.getLen(), file.getPath().toString()));
      }
      return found;
    }

    static InputStream open(String address) throws IOException {
      return of(address).open(new Path(address));
    }

    static String state(String address) throws IOException {
      FileStatus status = of(address).getFileStatus(new Path(address));
      return status.getLen() + " " + status.getModificationTime();
    }
  }

  @Override
  public List<Found> list(String address) throws IOException {
    return Systems.list(address);
  }

  @Override
  public InputStream open(String address) throws IOException {
    return Systems.open(address);
  }

  @Override
  public String state(String address) throws IOException {
    return Systems.state(address);
  }
}
