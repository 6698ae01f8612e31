import { CombinedGraphQLErrors, type ErrorLike } from '@apollo/client';

const advice: Record<string, string> = {
  UNAUTHENTICATED: 'Your visit has ended. Open the tool from your course again.',
  SERVICE_NOT_AVAILABLE: 'This course does not share its grades with the tool. An administrator can turn that on.',
  RATE_LIMITED: 'The gradebook is busy. Wait a moment, then try again.',
  UPSTREAM_UNAVAILABLE: 'The gradebook does not answer. Try again in a while.',
};

/** What went wrong, for people. The code is what to go by: messages are for developers. */
export function explain(error: ErrorLike): string {
  if (!CombinedGraphQLErrors.is(error)) return 'The gateway cannot be reached. Check your connection, then try again.';
  return advice[String(error.errors[0]?.extensions?.code)] ?? 'Something went wrong. Try again.';
}

/** What went wrong with a query, if anything did. */
export function Problem({ of }: { of: { error?: ErrorLike | undefined; refetch: () => unknown } }) {
  if (!of.error) return null;
  return (
    <div role="alert">
      <p>{explain(of.error)}</p>
      <button onClick={() => void of.refetch()}>Try again</button>
    </div>
  );
}
