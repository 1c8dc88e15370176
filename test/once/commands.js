const { join } = require('node:path');
const { MessageChannel, receiveMessageOnPort, Worker } = require('node:worker_threads');

/** Time that a command may take, in milliseconds. */
const TIMEOUT = 60_000;

/** The thread of this process; it ends with it. */
let thread;

function start() {
  const { port1: port, port2 } = new MessageChannel();
  const done = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(join(__dirname, 'thread.js'), {
    workerData: { port: port2, done },
    transferList: [port2],
    // As large as that of the process in package.json: collecting garbage takes half as long.
    resourceLimits: { maxYoungGenerationSizeMb: 192 },
  });
  worker.unref();
  port.unref();
  return { worker, port, done };
}

/**
 * Runs a program in the thread of this process and waits for its end: what it prints, and its exit code, which is null if
 * it takes too long. See test/once/thread.js.
 */
module.exports = (command) => {
  thread ??= start();
  const { worker, port, done } = thread;
  const before = process.cwd();
  // Threads have the working directory of their process.
  process.chdir(command.cwd);
  try {
    Atomics.store(done, 0, 0);
    port.postMessage(command);
    while (Atomics.wait(done, 0, 0, TIMEOUT) !== 'timed-out') {
      // The thread may wake this one for the command before: it stores that it is done, and tells later.
      const received = receiveMessageOnPort(port);
      if (received) return received.message;
    }
    thread = undefined;
    void worker.terminate();
    return { status: null, stdout: '', stderr: '' };
  } finally {
    process.chdir(before);
  }
};
