import { HeaderMap } from '@apollo/server';
import { type DocumentNode, GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import type { Check } from './admissionPlugin';

const noCredential =
  'Send "Authorization: Bearer <ltik>" with the ltik of a launch; a back end sends LTIAAS\'s own LTIK-AUTH-V2 or SERVICE-AUTH-V1 form.';

/**
 * Answers 401 to an operation without a usable credential. Introspection and `__typename` need none: a client may look at the
 * schema before it has a launch.
 */
export const checkCredential: Check = ({ contextValue, operation, document }) => {
  if (contextValue.caller !== undefined || (operation && asksSchemaOnly(operation.selectionSet, document))) return;
  throw new GraphQLError(noCredential, {
    extensions: {
      code: 'UNAUTHENTICATED',
      http: { status: 401, headers: new HeaderMap([['www-authenticate', 'Bearer realm="gradebook"']]) },
    },
  });
};

function asksSchemaOnly(set: SelectionSetNode, document: DocumentNode): boolean {
  return set.selections.every((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value.startsWith('__');
    if (selection.kind === Kind.INLINE_FRAGMENT) return asksSchemaOnly(selection.selectionSet, document);
    const fragment = document.definitions.find(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION && asksSchemaOnly(fragment.selectionSet, document);
  });
}
