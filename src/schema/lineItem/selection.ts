import {
  type FieldNode,
  getArgumentValues,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields';
import type { LineItemSelection } from '../../gradebook/reads/lineItems';
import { hasBounds, type ScoreFilter } from '../../gradebook/reads/statistics';
import { maxPageSize } from '../../relay/pageArgs';

/** Fields that do without the line item's own members. */
const others = new Set(['__typename', 'id', 'scores', 'score', 'scoresForUsers', 'myScore']);

/** Reads what is selected of the line item that the field of `info` gives. */
export function readSelection(info: GraphQLResolveInfo): LineItemSelection {
  return selectionOf(info, info.fieldNodes);
}

/** The same of the member `lineItem` of the payload that the field of `info` gives. */
export function readPayloadSelection(info: GraphQLResolveInfo): LineItemSelection {
  const payload = getNamedType(info.returnType) as GraphQLObjectType;
  return selectionOf(
    info,
    selectedOf(info, payload, info.fieldNodes).filter((node) => node.name.value === 'lineItem'),
  );
}

function selectionOf(info: GraphQLResolveInfo, fieldNodes: readonly FieldNode[]): LineItemSelection {
  const type = info.schema.getType('LineItem') as GraphQLObjectType;
  const selection: LineItemSelection = { members: false };
  for (const node of selectedOf(info, type, fieldNodes)) {
    const name = node.name.value;
    if (!others.has(name)) selection.members = true;
    // Statistics are of the whole list.
    if (name === 'statistics') selection.firstScores = maxPageSize;
    if (name !== 'scores') continue;
    const args = getArgumentValues(type.getFields().scores!, node, info.variableValues);
    const { first, after, last, before } = args;
    const filter = args.filter as ScoreFilter | null | undefined;
    if (hasBounds(filter ?? {})) selection.members = true;
    // Any other part of the list does not begin at its start.
    if ((after ?? last ?? before ?? null) !== null) continue;
    const count = typeof first === 'number' ? first : 50;
    selection.firstScores = Math.max(selection.firstScores ?? 0, filter == null ? count : maxPageSize);
  }
  return selection;
}

/** The fields that are selected of `type` by any of `fieldNodes`, fragments followed. */
export function selectedOf(
  { schema, fragments, variableValues }: GraphQLResolveInfo,
  type: GraphQLObjectType,
  fieldNodes: readonly FieldNode[],
): FieldNode[] {
  return [...collectSubfields(schema, fragments, variableValues, type, [...fieldNodes]).values()].flat();
}
