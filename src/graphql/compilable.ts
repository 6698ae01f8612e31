import {
  BREAK,
  type DocumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLSchema,
  isEnumType,
  isEqualType,
  isInputObjectType,
  isInputType,
  isNonNullType,
  isSpecifiedScalarType,
  Kind,
  OperationTypeNode,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * Literals that the compiler keeps unchanged. Never strings: graphql-jit writes them into the source code of the compiled function
 * in a form that allows code injection (`objectStringify`). Lists and objects may contain strings and variables.
 */
const literals = new Set<string>([Kind.INT, Kind.BOOLEAN, Kind.ENUM, Kind.NULL]);

/**
 * Whether graphql-jit returns the same response as graphql-js for a document of one valid operation and the fragments it uses.
 * This is an allowlist: everything else runs in graphql-js.
 */
export function isCompilable(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  const variableTypes = new Map<string, GraphQLInputType>();
  const failures = new Map<string, string>();
  let isAllowed = true;
  const allow = (condition: boolean) => {
    if (condition) return undefined;
    isAllowed = false;
    return BREAK;
  };
  visit(
    document,
    visitWithTypeInfo(types, {
      OperationDefinition: ({ operation }) => allow(operation === OperationTypeNode.QUERY),
      // graphql-jit applies the conditions of a fragment spread to its fields wherever else they are selected, too.
      Directive: () => allow(false),
      VariableDefinition({ variable, type: typeNode, defaultValue }) {
        const type = typeFromAST(schema, typeNode);
        if (!isInputType(type)) return allow(false);
        variableTypes.set(variable.name.value, type);
        return allow(defaultValue === undefined && !isInherited(variable.name.value) && staysWhenCoerced(type));
      },
      Field(node) {
        const [parent, field] = [types.getParentType()!, types.getFieldDef()!];
        const name = responseName(node);
        if (!isPlainName(node)) return allow(false);
        if (!isNonNullType(field.type) || field.resolve === undefined) return undefined;
        // Of two non-null fields that fail in one object, graphql-js reports the first only.
        const other = failures.get(parent.name) ?? name;
        failures.set(parent.name, name);
        return allow(other === name);
      },
      Argument({ value }) {
        if (value.kind !== Kind.VARIABLE) return allow(literals.has(value.kind));
        const [wanted, given] = [types.getArgument()!.type, variableTypes.get(value.name.value)!];
        return allow(isEqualType(given, wanted) || (isNonNullType(given) && isEqualType(given.ofType, wanted)));
      },
    }),
  );
  return isAllowed;
}

function responseName({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/** graphql-jit joins the names of a path with `_` into a key, so `b` in `a` and `b_a` would share one. */
function isPlainName(node: FieldNode): boolean {
  const name = responseName(node);
  if (node.name.value === '__typename' && node.alias === undefined) return true;
  return !name.includes('_') && !isInherited(name);
}

/** graphql-jit stores values in plain objects, and mistakes an inherited property for a value. */
function isInherited(name: string): boolean {
  return name in Object.prototype;
}

/** The compiler coerces variables a second time. Allows the types for which that changes nothing. */
function staysWhenCoerced(type: GraphQLInputType): boolean {
  const named = getNamedType(type);
  return isInputObjectType(named)
    ? Object.values(named.getFields()).every((member) => isPlain(getNamedType(member.type)))
    : isPlain(named);
}

function isPlain(type: GraphQLNamedInputType): boolean {
  if (isEnumType(type)) return type.getValues().every(({ name, value }) => name === value);
  return isSpecifiedScalarType(type);
}
