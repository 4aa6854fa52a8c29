#!/usr/bin/env python3
"""Measures editor-spark on a standalone cluster of this machine: a master and two workers as processes.

Needs a Spark distribution (SPARK_HOME, or the one in the package pyspark of this Python) of Scala 2.13, the shaded jar
(mvn -DskipTests package -pl editor-spark -am), and a model with a file of facts. Every figure is printed as a line of JSON; then comes
the parallel efficiency, and a table of what more machines would give, which is computed, not measured.

    benchmarks/spark/efficiency.py --jar editor-spark/target/editor-spark-0.1.0-SNAPSHOT-all.jar --model MODEL --facts facts.jsonl
"""

import argparse
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

MAIN = "io.github.modeleditor.spark.SparkEdits"
# name, bytes a second of one direction, seconds of one message
NETWORKS = [("1 Gbit/s", 0.117e9, 100e-6), ("10 Gbit/s", 1.17e9, 50e-6), ("100 Gbit/s", 11.7e9, 20e-6)]


def spark_home():
    if "SPARK_HOME" in os.environ:
        return pathlib.Path(os.environ["SPARK_HOME"])
    import pyspark

    return pathlib.Path(pyspark.__file__).parent


def wait_for(port, process):
    for _ in range(240):
        if process.poll() is not None:
            sys.exit("The master ended; see its log.")
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    sys.exit("The master does not listen.")


class Cluster:
    """Master and workers, each worker with one core, all on the loopback address."""

    def __init__(self, home, folder, workers, port):
        self.home, self.folder, self.port = home, pathlib.Path(folder), port
        self.environment = dict(
            os.environ, SPARK_HOME=str(home), SPARK_LOCAL_IP="127.0.0.1", OPT_OUT_TRACKING="true", OMP_NUM_THREADS="1")
        self.processes = []
        master = self.start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port),
                            "--webui-port", "0")
        wait_for(port, master)
        for worker in range(workers):
            self.start(f"worker-{worker}", "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1",
                       "--memory", "3g", "--webui-port", "0", "--work-dir", str(self.folder / f"work-{worker}"),
                       f"spark://127.0.0.1:{port}")

    def start(self, name, *command):
        with open(self.folder / f"{name}.log", "w") as log:
            process = subprocess.Popen([str(self.home / "bin" / "spark-class"), *command], env=self.environment, stdout=log,
                                       stderr=subprocess.STDOUT)
        self.processes.append(process)
        return process

    def submit(self, jar, executors, *arguments):
        command = [
            str(self.home / "bin" / "spark-submit"), "--master", f"spark://127.0.0.1:{self.port}", "--class", MAIN,
            "--conf", f"spark.cores.max={executors}", "--conf", "spark.executor.cores=1", "--conf", "spark.task.cpus=1",
            "--conf", "spark.executor.memory=2g", "--conf", "spark.ui.enabled=false", "--conf", "spark.driver.host=127.0.0.1",
            # The update of weights is Java's and would else use all cores of the machine.
            "--conf", "spark.executor.extraJavaOptions=-XX:ActiveProcessorCount=1", str(jar), *arguments]
        with open(self.folder / "driver.log", "a") as log:
            done = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True)
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode != 0 or not lines:
            sys.exit(f"The job failed; see {self.folder}/driver.log and the folders of the workers.")
        result = dict(json.loads(lines[-1]), executors=executors)
        print(json.dumps(result), flush=True)
        return result

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait(30)


def computed(one, two):
    """Strong scaling of one edit by what was measured of one worker and of two.

    A step on N machines takes c ceil(t / N) / t + r + 2 (N - 1) / N b / w + 2 (N - 1) l, where c is one worker's time in passes, t its
    texts, r what every worker does alike (optimizer and the rest of a step), b the gradient's bytes, w and l the network's.
    """
    steps = one["steps"]
    passes = one["computing"] / steps
    gradient = two["bytes_a_step"]  # two workers send each number once
    texts = 32
    print("\nComputed, not measured: seconds of passes and sums of one step, and times as fast as one machine")
    print("| machines | " + " | ".join(name for name, _, _ in NETWORKS) + " |\n|---|" + "---|" * len(NETWORKS))
    for machines in (8, 64):
        cells = []
        for _, rate, latency in NETWORKS:
            share = -(-texts // machines) / texts
            seconds = passes * share + 2 * (machines - 1) / machines * gradient / rate + 2 * (machines - 1) * latency
            cells.append(f"{seconds:.3f} s, {passes / seconds:.1f}x")
        print(f"| {machines} | " + " | ".join(cells) + " |")
    print("Jobs without communication scale with the machines, as far as there are facts for all and the model is copied once a host.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jar", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--facts", required=True, help="JSON lines with prompt and target")
    parser.add_argument("--limit", default="8", help="facts")
    parser.add_argument("--steps", default="12", help="optimizer steps of each edit")
    parser.add_argument("--port", type=int, default=7177)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="modeleditor-spark-", ignore_cleanup_errors=True) as folder:
        cluster = Cluster(spark_home(), folder, 2, options.port)
        try:
            common = ["--model", str(pathlib.Path(options.model).resolve()), "--facts",
                      str(pathlib.Path(options.facts).resolve()), "--limit", options.limit, "--steps", options.steps, "--harm", "none"]
            single = [cluster.submit(options.jar, count, "single", *common, "--partitions", "8", "--output",
                                     f"{folder}/single-{count}.parquet") for count in (1, 2)]
            shared = [cluster.submit(options.jar, count, "shared", *common, "--workers", str(count), "--output",
                                     f"{folder}/shared-{count}.onnx_adapter") for count in (1, 2)]
            half = cluster.submit(options.jar, 2, "shared", *common, "--workers", "2", "--wire", "float16", "--output",
                                  f"{folder}/half.onnx_adapter")
        finally:
            cluster.stop()
    print(f"\nEfficiency of two executors, facts alone: {single[0]['seconds'] / single[1]['seconds'] / 2:.2f}")
    passes = [run["computing"] + run["communication"] for run in shared]
    print(f"Efficiency of two executors, one edit, passes and sums: {passes[0] / passes[1] / 2:.2f}; whole edit: "
          f"{shared[0]['seconds'] / shared[1]['seconds'] / 2:.2f}")
    for name, run in (("float32", shared[1]), ("float16", half)):
        print(f"{name}: {run['bytes_a_step']} bytes a step and worker, {run['communication']:.2f} of "
              f"{run['communication'] + run['computing']:.2f} s in communication, loss {run['loss']}, learned {run['learned_percent']} %")
    computed(shared[0], shared[1])


if __name__ == "__main__":
    main()
