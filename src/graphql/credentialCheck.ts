import { HeaderMap } from '@apollo/server';
import { type DocumentNode, GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import type { Check } from './admissionPlugin';

const noCredential =
  'Send "Authorization: Bearer <ltik>" with the ltik of a launch; a back end sends LTIAAS\'s own LTIK-AUTH-V2 or SERVICE-AUTH-V1 form.';

/**
 * Answers 401 to an operation without a usable credential. Introspection and `__typename` need none: a client may look at the
 * schema before it has a launch. So may, where `introspection` is on, a router with `_service`.
 */
export function credentialCheck(introspection: boolean): Check {
  const isOpen = (field: string) => field.startsWith('__') || (introspection && field === '_service');
  return ({ contextValue, operation, document }) => {
    if (contextValue.caller !== undefined || (operation && asksOnly(isOpen, operation.selectionSet, document))) return;
    throw new GraphQLError(noCredential, {
      extensions: {
        code: 'UNAUTHENTICATED',
        http: { status: 401, headers: new HeaderMap([['www-authenticate', 'Bearer realm="gradebook"']]) },
      },
    });
  };
}

function asksOnly(isOpen: (field: string) => boolean, set: SelectionSetNode, document: DocumentNode): boolean {
  return set.selections.every((selection) => {
    if (selection.kind === Kind.FIELD) return isOpen(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return asksOnly(isOpen, selection.selectionSet, document);
    const fragment = document.definitions.find(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION && asksOnly(isOpen, fragment.selectionSet, document);
  });
}
