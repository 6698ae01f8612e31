import {
  type FieldNode,
  getArgumentValues,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields';
import type { LineItemWish } from '../../gradebook/readOnlyGradebook';

/** Fields that do without the line item's own members. */
const others = new Set(['__typename', 'id', 'scores', 'score', 'scoresForUsers', 'myScore']);

/** Reads what is selected of the line item that the field of `info` gives. */
export function readWish(info: GraphQLResolveInfo): LineItemWish {
  return wishOf(info, info.fieldNodes);
}

/** The same of the member `lineItem` of the payload that the field of `info` gives. */
export function readPayloadWish(info: GraphQLResolveInfo): LineItemWish {
  const payload = getNamedType(info.returnType) as GraphQLObjectType;
  return wishOf(
    info,
    selectedOf(info, payload, info.fieldNodes).filter((node) => node.name.value === 'lineItem'),
  );
}

function wishOf(info: GraphQLResolveInfo, fieldNodes: readonly FieldNode[]): LineItemWish {
  const type = info.schema.getType('LineItem') as GraphQLObjectType;
  const wish: LineItemWish = { members: false };
  for (const node of selectedOf(info, type, fieldNodes)) {
    const name = node.name.value;
    if (!others.has(name)) wish.members = true;
    if (name !== 'scores') continue;
    const { first, after, last, before } = getArgumentValues(type.getFields().scores!, node, info.variableValues);
    // Any other part of the list does not begin at its start.
    if ((after ?? last ?? before ?? null) !== null) continue;
    wish.firstScores = Math.max(wish.firstScores ?? 0, typeof first === 'number' ? first : 50);
  }
  return wish;
}

/** The fields that are selected of `type` by any of `fieldNodes`, fragments followed. */
export function selectedOf(
  { schema, fragments, variableValues }: GraphQLResolveInfo,
  type: GraphQLObjectType,
  fieldNodes: readonly FieldNode[],
): FieldNode[] {
  return [...collectSubfields(schema, fragments, variableValues, type, [...fieldNodes]).values()].flat();
}
