import { CombinedGraphQLErrors, type ErrorLike, ServerError } from '@apollo/client';
import { count } from './count';

const final: Record<string, string> = {
  UNAUTHENTICATED: 'Your session has expired. Open this tool from your course again.',
  SERVICE_NOT_AVAILABLE: 'Grades are not available in this course. Ask your LMS administrator to enable them.',
  FORBIDDEN: 'Your role in this course does not allow this.',
};
const temporary: Record<string, string> = {
  RATE_LIMITED: 'There are too many requests at the moment.',
  UPSTREAM_TIMEOUT: 'The gradebook did not respond in time.',
  UPSTREAM_UNAVAILABLE: 'The gradebook is not responding.',
};

export interface Explanation {
  text: string;
  /** Whether the same request can succeed later. */
  canRetry: boolean;
}

/** Explains the error of a query to a teacher or learner. */
export function explain(error: ErrorLike): Explanation {
  return (
    explainCode(detailsOf(error)) ??
    (CombinedGraphQLErrors.is(error)
      ? { text: 'Some grades could not be loaded. Try again.', canRetry: true }
      : { text: 'The connection failed. Check your network, then try again.', canRetry: true })
  );
}

/** What a response tells about a failure: `extensions` of a GraphQL error, or the body of a failed download. */
export interface FailureDetails {
  code?: string;
  retryAfterSeconds?: number;
}

/** Explains the codes that have an explanation of their own. By code: messages are for developers. */
export function explainCode({ code = '', retryAfterSeconds }: FailureDetails): Explanation | undefined {
  if (final[code]) return { text: final[code], canRetry: false };
  if (!temporary[code]) return undefined;
  const delay = retryAfterSeconds ? count(retryAfterSeconds, 'second') : 'a few seconds';
  return { text: `${temporary[code]} Try again in ${delay}.`, canRetry: true };
}

export function detailsOf(error: ErrorLike | undefined): FailureDetails {
  if (CombinedGraphQLErrors.is(error)) return error.errors[0]?.extensions ?? {};
  if (!ServerError.is(error)) return {};
  try {
    // Responses with an HTTP status such as 429 have the same form.
    return (JSON.parse(error.bodyText) as Pick<CombinedGraphQLErrors, 'errors'>).errors[0]?.extensions ?? {};
  } catch {
    // The response of a proxy.
    return {};
  }
}

/** Shows the error of a query, if it has one. */
export function Problem({ of }: { of: { error?: ErrorLike | undefined; refetch: () => unknown } }) {
  if (!of.error) return null;
  const { text, canRetry } = explain(of.error);
  return (
    <div role="alert">
      <p>{text}</p>
      {canRetry && <button onClick={() => void of.refetch()}>Try again</button>}
    </div>
  );
}
