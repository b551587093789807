// Sends requests that were written beforehand over kept connections, and notes what came when.
//
// Reads one job a line: `{port, connections, file}`. The file holds whole HTTP requests, each after
// its length in four bytes; the bodies of the answers are put into `<file>.answers` the same way.
// Writes one line a job: `{seconds, latencies}`, in milliseconds and in the order of the requests.

import fs from "node:fs";
import net from "node:net";
import readline from "node:readline";

const BREAK = "\r\n\r\n";
const now = () => Number(process.hrtime.bigint()) / 1e6;

function parts(file) {
  const bytes = fs.readFileSync(file);
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at);
    found.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return found;
}

function opened(port) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
    socket.once("error", reject);
    socket.once("connect", () => resolve(socket));
  });
}

/** The body, once all of it is there. */
function body(got) {
  const end = got.indexOf(BREAK);
  if (end < 0) return null;
  const head = got.toString("latin1", 0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head);
  if (!head.startsWith("HTTP/1.1 200") || !length) throw new Error(got.toString());
  const whole = end + BREAK.length + Number(length[1]);
  if (got.length > whole) throw new Error("more came than was asked for");
  return got.length === whole ? got.subarray(end + BREAK.length) : null;
}

/** Ask for one after the other until none is left. */
function ask(socket, requests, next, latencies, answers) {
  return new Promise((resolve, reject) => {
    let number, began, chunks;
    const send = () => {
      number = next();
      if (number >= requests.length) return resolve();
      chunks = [];
      began = now();
      socket.write(requests[number]);
    };
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      try {
        const found = body(chunks.length === 1 ? chunk : Buffer.concat(chunks));
        if (found === null) return;
        latencies[number] = now() - began;
        answers[number] = found;
        send();
      } catch (error) {
        reject(error);
      }
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server hung up")));
    send();
  });
}

async function run({ port, connections, file }) {
  const requests = parts(file);
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(port)));
  const latencies = [];
  const answers = [];
  let at = 0;
  const next = () => at++;
  const began = now();
  await Promise.all(sockets.map((socket) => ask(socket, requests, next, latencies, answers)));
  const seconds = (now() - began) / 1000;
  for (const socket of sockets) {
    socket.removeAllListeners("close");
    socket.destroy();
  }
  const length = (answer) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(answer.length);
    return bytes;
  };
  fs.writeFileSync(`${file}.answers`, Buffer.concat(answers.flatMap((a) => [length(a), a])));
  return { seconds, latencies };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const told = await run(JSON.parse(line)).catch((error) => ({ error: String(error) }));
  console.log(JSON.stringify(told));
}
