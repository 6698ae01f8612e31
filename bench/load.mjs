import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { gunzipSync } from 'node:zlib';
import { Client, request } from 'undici';
import { ltik } from './course.mjs';
import { bodyOf } from './workloads.mjs';

/** Connections; each has its own launch, and one operation at a time. */
export const connections = 16;
const requestTimeoutMs = 30_000;

/** The HTTP requests of an operation, each sent after the response to the last; the floor has a path for each workload. */
export function openCalls(workload, target, launch) {
  const headers = {
    'content-type': 'application/json',
    authorization: target.authorize(ltik(launch)),
    ...(target.gzip === 'clients' && { 'accept-encoding': 'gzip' }),
  };
  const path = target.name === 'floor' ? `/${workload.name}` : '/graphql';
  return target.requestsFor(workload).map((request) => ({ method: 'POST', path, headers, body: bodyOf(request) }));
}

/**
 * Sends one operation. Throws if a response is not a success or has errors.
 *
 * @returns {Promise<{ data: object, sizes: number[] }>} the size of each response body in bytes, as sent
 */
export async function ask(target, workload, launch = 1) {
  const parts = [];
  const sizes = [];
  for (const { path, ...call } of openCalls(workload, target, launch)) {
    const timeout = { headersTimeout: requestTimeoutMs };
    const { statusCode, headers, body } = await request(`${target.origin}${path}`, { ...call, ...timeout });
    const bytes = Buffer.from(await body.arrayBuffer());
    const text = (headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
    const fail = () => new Error(`${target.name}, ${workload.name}: status ${statusCode}: ${text.slice(0, 500)}`);
    if (statusCode !== 200) throw fail();
    const { data, errors } = JSON.parse(text);
    if (errors !== undefined || !data) throw fail();
    parts.push(data);
    sizes.push(bytes.length);
  }
  return { data: target.toData(workload, parts), sizes };
}

/** Open connections to a target for one workload. Each response must have the size of the verified one. */
export class Load {
  #target;
  #sizes;
  #clients;

  constructor(target, workload, sizes) {
    this.#target = target;
    this.#sizes = sizes;
    this.#clients = Array.from({ length: connections }, (_, index) => ({
      client: new Client(target.origin, { headersTimeout: requestTimeoutMs, bodyTimeout: requestTimeoutMs }),
      calls: openCalls(workload, target, index + 1),
    }));
  }

  /** Runs for `ms`, without pauses on each connection. @returns {Promise<{ ms: number, latencies: number[] }>} in ms */
  async run(ms) {
    const startedAt = performance.now();
    const latencies = [];
    const drive = async ({ client, calls }) => {
      for (let now = performance.now(); now - startedAt < ms;) {
        for (const [index, call] of calls.entries()) await this.#run(client, call, this.#sizes[index]);
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

  async #run(client, call, size) {
    const { status, bytes } = await send(client, call);
    if (status !== 200 || bytes !== size) {
      throw new Error(
        `Under load, ${this.#target.name} responded with status ${status} and ${bytes} bytes (expected 200 and ${size}).`,
      );
    }
  }
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
