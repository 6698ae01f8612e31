import type { Faults, OutgoingAnswer } from './faults';
import type { LedgerEntry } from './lms/rows';
import type { RequestLog } from './requestLog';

/** Routes with which a script controls a sandbox in another process. */
export class AdminRoutes {
  constructor(
    private readonly faults: Faults,
    private readonly log: RequestLog,
    private readonly ledger: readonly LedgerEntry[],
  ) {}

  answer(method: string, path: string, body: unknown): OutgoingAnswer {
    const answer = (status: number, content?: unknown) => ({ status, headers: {}, body: content });
    switch (`${method} ${path}`) {
      case 'POST /_sandbox/faults':
        if (typeof body !== 'object' || body === null) return answer(400, { error: 'A fault must be a JSON object.' });
        this.faults.add(body);
        return answer(204);
      case 'DELETE /_sandbox/faults':
        this.faults.clear();
        return answer(204);
      case 'GET /_sandbox/requests':
        return answer(
          200,
          this.log.requests.map(({ launch, ...request }) => ({ ...request, userId: launch?.userId })),
        );
      case 'GET /_sandbox/ledger':
        return answer(200, this.ledger);
      default:
        return answer(404, {
          error: 'Not found. Allowed: POST or DELETE /_sandbox/faults, GET /_sandbox/requests, GET /_sandbox/ledger.',
        });
    }
  }
}
