import { performance } from 'node:perf_hooks';
import { Client, request } from 'undici';
import { ltik } from './course.mjs';
import { bodyOf } from './workloads.mjs';

/** Connections; each has its own launch, and one operation at a time. */
export const connections = 4;
const requestTimeoutMs = 30_000;

/** The HTTP request for an operation; the floor has a path for each workload. */
export function openCall(workload, target, launch) {
  return {
    method: 'POST',
    path: target.name === 'floor' ? `/${workload.name}` : '/graphql',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ltik(launch)}` },
    body: bodyOf(workload),
  };
}

/** Sends one operation and returns the response as text. Throws if it is not a success or has errors. */
export async function ask(target, workload, launch = 1) {
  const { path, ...call } = openCall(workload, target, launch);
  const { statusCode, body } = await request(`${target.origin}${path}`, { ...call, headersTimeout: requestTimeoutMs });
  const text = await body.text();
  const fail = () => new Error(`${target.name}, ${workload.name}: status ${statusCode}: ${text.slice(0, 500)}`);
  if (statusCode !== 200) throw fail();
  const { data, errors } = JSON.parse(text);
  if (errors !== undefined || !data) throw fail();
  return text.trim();
}

/** Open connections to a target for one workload. Each response must have the length of the verified one. */
export class Load {
  #target;
  #answerBytes;
  #clients;

  constructor(target, workload, answerBytes) {
    this.#target = target;
    this.#answerBytes = answerBytes;
    this.#clients = Array.from({ length: connections }, (_, index) => ({
      client: new Client(target.origin, { headersTimeout: requestTimeoutMs, bodyTimeout: requestTimeoutMs }),
      call: openCall(workload, target, index + 1),
    }));
  }

  /** Runs for `ms`, without pauses on each connection. @returns {Promise<{ ms: number, latencies: number[] }>} in ms */
  async run(ms) {
    const startedAt = performance.now();
    const latencies = [];
    const drive = async ({ client, call }) => {
      for (let now = performance.now(); now - startedAt < ms;) {
        await this.#run(client, call);
        const answeredAt = performance.now();
        latencies.push(answeredAt - now);
        now = answeredAt;
      }
    };
    await Promise.all(this.#clients.map(drive));
    return { ms: performance.now() - startedAt, latencies };
  }

  async close() {
    await Promise.all(this.#clients.map(({ client }) => client.close()));
  }

  async #run(client, call) {
    const { status, bytes } = await send(client, call);
    if (!isWhole(status, bytes, this.#answerBytes)) {
      throw new Error(
        `Under load, ${this.#target.name} responded with status ${status} and ${bytes} bytes (expected 200 and ${this.#answerBytes}).`,
      );
    }
  }
}

/** Apollo Server appends a line break to its responses. */
export function isWhole(status, bytes, answerBytes) {
  return status === 200 && (bytes === answerBytes || bytes === answerBytes + 1);
}

/** Sends one call and only counts the bytes of the response: parsing it would use the target's cores. */
export function send(dispatcher, call) {
  return new Promise((resolve, reject) => {
    let status = 0;
    let bytes = 0;
    dispatcher.dispatch(call, {
      onRequestStart() {},
      onResponseStart(_controller, statusCode) {
        status = statusCode;
      },
      onResponseData(_controller, chunk) {
        bytes += chunk.length;
      },
      onResponseEnd() {
        resolve({ status, bytes });
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    });
  });
}

/** @param {number[]} values @param {number} share 0 to 1 */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
