import type { Faults } from './faults';
import type { LedgerEntry } from './lms/rows';
import type { Answer } from './ltiaas/errors';
import type { RequestLog } from './requestLog';

/** The parts of a sandbox that its admin routes read and change. */
export interface AdminParts {
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly ledger: readonly LedgerEntry[];
}

/** Answers the routes with which a script controls a sandbox in another process. */
export function answerAdmin({ faults, log, ledger }: AdminParts, method: string, path: string, body: unknown): Answer {
  const answer = (status: number, content?: unknown) => ({ status, headers: {}, body: content });
  switch (`${method} ${path}`) {
    case 'POST /_sandbox/faults':
      if (typeof body !== 'object' || body === null) return answer(400, { error: 'A fault must be a JSON object.' });
      faults.add(body);
      return answer(204);
    case 'DELETE /_sandbox/faults':
      faults.clear();
      return answer(204);
    case 'GET /_sandbox/requests':
      return answer(
        200,
        log.requests.map(({ launch, ...request }) => ({ ...request, userId: launch?.userId })),
      );
    case 'GET /_sandbox/ledger':
      return answer(200, ledger);
    default:
      return answer(404, {
        error: 'Not found. Allowed: POST or DELETE /_sandbox/faults, GET /_sandbox/requests, GET /_sandbox/ledger.',
      });
  }
}
