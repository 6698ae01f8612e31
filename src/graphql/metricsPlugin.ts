import type { ApolloServerPlugin } from '@apollo/server';
import { type GraphQLFormattedError, Kind, parse } from 'graphql';
import type { Metrics } from '../observability/metrics';
import type { Context } from './context';
import type { TrustedDocuments } from './trustedDocuments';

/** Counts operations, and the malformed requests that Apollo Server rejects. */
export function countOperations(metrics: Metrics, trusted: TrustedDocuments): ApolloServerPlugin<Context> {
  const names = new OperationNames(trusted.texts);
  return {
    async invalidRequestWasReceived() {
      metrics.noteRejection(400, 'BAD_REQUEST');
    },
    async requestDidStart() {
      const startedAt = performance.now();
      return {
        async willSendResponse({ operation, operationName, contextValue, response: { body } }) {
          const [error] = (body.kind === 'single' ? body.singleResult.errors : undefined) ?? [];
          // An invalid document has no operation, and so no name.
          const name =
            operation === undefined ? 'other' : names.labelOf(operationName ?? null, contextValue.isAccepted());
          metrics.noteOperation(name, codeOf(error), performance.now() - startedAt);
        },
      };
    },
  };
}

function codeOf(error: GraphQLFormattedError | undefined): string {
  return error === undefined ? 'ok' : (error.extensions?.code as string);
}

/** In addition to the names of trusted documents. */
const maxNames = 100;
/** Characters. */
const maxLength = 100;

/**
 * Names of operations as labels. Clients choose them, so their number is limited: the names of trusted documents, the first hundred
 * others that accepted callers used, and `other`.
 */
class OperationNames {
  readonly #trusted: ReadonlySet<string>;
  readonly #seen = new Set<string>();

  constructor(trustedTexts: Iterable<string>) {
    this.#trusted = new Set([...trustedTexts].flatMap(namesIn));
  }

  /** `mayBeNew`: the operation is valid, and LTIAAS has accepted its caller. Otherwise anyone could use up the names. */
  labelOf(name: string | null, mayBeNew: boolean): string {
    if (name === null) return 'anonymous';
    if (this.#trusted.has(name) || this.#seen.has(name)) return name;
    if (!mayBeNew || name.length > maxLength || this.#seen.size >= maxNames) return 'other';
    this.#seen.add(name);
    return name;
  }
}

function namesIn(text: string): string[] {
  return parse(text).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION && definition.name !== undefined ? [definition.name.value] : [],
  );
}
