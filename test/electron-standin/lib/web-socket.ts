/**
 * WebSocket frames (RFC 6455, section 5), the server's side: text messages in, text messages out, pings answered.
 * No compression is offered, so none arrives.
 */
import type { Duplex } from 'node:stream';

function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = length < 126 ? Buffer.alloc(2) : Buffer.alloc(length < 0x10000 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (length < 126) head[1] = length;
  else if (length < 0x10000) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

export function textFrame(text: string): Buffer {
  return frame(1, Buffer.from(text, 'utf8'));
}

interface Frame {
  readonly final: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
  readonly size: number;
}

/** The first whole frame of a buffer, unmasked; undefined while it is incomplete. */
function readFrame(data: Buffer): Frame | undefined {
  if (data.length < 2) return undefined;
  const first = data.readUInt8(0);
  const short = data.readUInt8(1) & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + lengthBytes + 4;
  if (data.length < start) return undefined;
  const length =
    lengthBytes === 0 ? short : lengthBytes === 2 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
  if (data.length < start + length) return undefined;
  const mask = data.subarray(start - 4, start);
  const payload = Buffer.from(data.subarray(start, start + length));
  for (let at = 0; at < length; at += 1) payload[at] = (payload[at] ?? 0) ^ (mask[at & 3] ?? 0);
  return { final: (first & 0x80) !== 0, opcode: first & 0x0f, payload, size: start + length };
}

/** Calls `onText` for every text message, whole, until the socket closes. */
export function acceptFrames(socket: Duplex, onText: (text: string) => void): void {
  let pending: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  const take = ({ final, opcode, payload }: Frame): void => {
    if (opcode === 8) socket.end(frame(8, payload));
    else if (opcode === 9) socket.write(frame(10, payload));
    else if (opcode <= 2) {
      parts.push(payload);
      if (!final) return;
      const text = Buffer.concat(parts).toString('utf8');
      parts = [];
      onText(text);
    }
  };
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (let next = readFrame(pending); next; next = readFrame(pending)) {
      pending = pending.subarray(next.size);
      take(next);
    }
  });
}
