import { type DirectiveNode, GraphQLError, Kind, separateOperations, visit } from 'graphql';
import type { Check } from './admissionPlugin';

/**
 * Rejects null as the condition of `@skip` or `@include`, which a variable with a default may be given. graphql-js evaluates
 * the conditions within a field after its resolver has run: a write would be done and then reported as bad input.
 */
export const conditionsCheck: Check = ({ document, operation, request: { variables = {} } }) => {
  const definitions = operation?.variableDefinitions ?? [];
  const nulls = definitions.flatMap(({ variable: { name }, defaultValue }) =>
    defaultValue !== undefined && Object.hasOwn(variables, name.value) && variables[name.value] === null
      ? [name.value]
      : [],
  );
  if (nulls.length === 0) return;
  const Directive = ({ name, arguments: args = [] }: DirectiveNode) => {
    for (const { name: argument, value } of args) {
      if (value.kind !== Kind.VARIABLE || !nulls.includes(value.name.value)) continue;
      const message = `Argument "${argument.value}" of "@${name.value}" must be true or false, but the variable "$${value.name.value}" is null.`;
      throw new GraphQLError(message, { nodes: value, extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
    }
  };
  visit(separateOperations(document)[operation?.name?.value ?? '']!, { Directive });
};
