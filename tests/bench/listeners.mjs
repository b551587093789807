// Thousands of WebSocket clients in one process, as light as can be: bytes are kept as they come
// and looked at afterwards. Commands come as lines of JSON, and so do the answers.

import { createConnection } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const AT_ONCE = 100;
const PAUSE_MS = 200;
const groups = new Map();
const now = () => process.hrtime.bigint();

class Socket {
  constructor() {
    this.pending = [];
    this.texts = [];
    this.last = 0n;
    this.waiting = null;
  }

  dial(port, protocol) {
    return new Promise((resolve, reject) => {
      this.wire = createConnection({ port, host: "127.0.0.1", noDelay: true }, () => {
        this.wire.write(
          "GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n" +
            "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" +
            `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
        );
      });
      this.wire.once("error", reject);
      this.wire.once("data", (data) => {
        const end = data.indexOf("\r\n\r\n");
        if (!data.subarray(0, end).toString().startsWith("HTTP/1.1 101")) {
          reject(new Error(data.toString()));
          return;
        }
        this.wire.on("data", (more) => this.take(more));
        if (data.length > end + 4) this.take(data.subarray(end + 4));
        resolve();
      });
    });
  }

  // Whole frames only are counted; a ping is answered, and nothing else is looked at yet.
  take(data) {
    let bytes = this.pending.length ? Buffer.concat([...this.pending, data]) : data;
    this.pending = [];
    for (;;) {
      const [begin, end] = span(bytes);
      if (end === 0 || bytes.length < end) break;
      const opcode = bytes[0] & 15;
      if (opcode === 9) this.say(bytes.subarray(begin, end), 10);
      else this.hear(opcode === 1 ? bytes.subarray(begin, end) : null);
      bytes = bytes.subarray(end);
    }
    if (bytes.length) this.pending.push(Buffer.from(bytes));
  }

  hear(text) {
    if (text === null) throw new Error("the server hung up");
    this.texts.push(text);
    this.last = now();
    if (this.waiting && this.texts.length >= this.waiting.count) {
      this.waiting.resolve();
      this.waiting = null;
    }
  }

  until(count) {
    if (this.texts.length >= count) return Promise.resolve();
    return new Promise((resolve) => (this.waiting = { count, resolve }));
  }

  // Masked with zeros, which leaves the bytes as they are.
  say(text, opcode = 1) {
    const body = Buffer.from(text);
    const head = body.length < 126 ? [0x80 | body.length] : [0xfe, body.length >> 8, body.length & 255];
    this.wire.write(Buffer.concat([Buffer.from([0x80 | opcode, ...head, 0, 0, 0, 0]), body]));
  }
}

function span(bytes) {
  if (bytes.length < 2) return [0, 0];
  const short = bytes[1] & 127;
  if (short < 126) return [2, 2 + short];
  if (short === 127) throw new Error("longer than anything expected");
  return bytes.length < 4 ? [0, 0] : [4, 4 + bytes.readUInt16BE(2)];
}

// As long as those that browsers' clients make up, and no two alike.
const identity = (n) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

const commands = {
  async open({ group, port, count, protocol, tokens }) {
    const sockets = Array.from({ length: count }, () => new Socket());
    groups.set(group, sockets);
    for (let from = 0; from < count; from += AT_ONCE) {
      const some = sockets.slice(from, from + AT_ONCE);
      await Promise.all(some.map((socket) => socket.dial(port, protocol)));
      if (!tokens) continue;
      some.forEach((socket, n) => {
        const authorization = `Bearer ${tokens[(from + n) % tokens.length]}`;
        socket.say(JSON.stringify({ type: "connection_init", payload: { authorization } }));
      });
      await Promise.all(some.map((socket) => socket.until(1)));
    }
    return { forget: sockets.forEach((socket) => (socket.texts = [])) };
  },

  // Some at a time, as people come.
  async subscribe({ group, payload }) {
    for (const [n, socket] of groups.get(group).entries()) {
      if (n && n % AT_ONCE === 0) await sleep(PAUSE_MS);
      socket.say(JSON.stringify({ type: "subscribe", id: identity(n), payload }));
    }
    return {};
  },

  // When the first and the last of them had so many messages in all.
  async told({ group, count }) {
    const sockets = groups.get(group);
    await Promise.all(sockets.map((socket) => socket.until(count)));
    const times = sockets.map(({ last }) => Number(last));
    return { first: Math.min(...times), last: Math.max(...times) };
  },

  // Each has the same messages in the same order, but for its own id, and no more than those.
  check({ group }) {
    const sockets = groups.get(group);
    const plain = ({ texts }, n) => texts.map((text) => text.toString().replace(identity(n), "id"));
    const first = plain(sockets[0], 0);
    const wrong = sockets.filter((socket, n) => plain(socket, n).join() !== first.join()).length;
    return { wrong, texts: first, sample: sockets[0].texts.at(-1)?.toString() };
  },

  close({ group }) {
    groups.get(group).forEach(({ wire }) => wire.resetAndDestroy());
    groups.delete(group);
    return {};
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...given } = JSON.parse(line);
  console.log(JSON.stringify(await commands[command](given)));
}
