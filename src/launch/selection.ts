import { getNamedType, type GraphQLObjectType, type GraphQLResolveInfo } from 'graphql';
import type { LaunchWish } from '../gradebook/readOnlyGradebook';
import { selectedOf } from '../lineItem/selection';

/** Members that `LaunchFacts` holds whole, and of the others what it holds of them. */
const whole = new Set(['__typename', 'permissions', 'services', 'lineItem']);
const parts = new Map([
  ['user', new Set(['__typename', 'id', 'roles'])],
  ['resourceLink', new Set(['__typename', 'id'])],
  ['platform', new Set(['__typename', 'id', 'productFamilyCode'])],
]);

/** Reads what is selected of the launch that the field of `info` gives. */
export function readLaunchWish(info: GraphQLResolveInfo): LaunchWish {
  const launch = getNamedType(info.returnType) as GraphQLObjectType;
  const needsNames = selectedOf(info, launch, info.fieldNodes).some((node) => {
    const name = node.name.value;
    if (whole.has(name)) return false;
    const part = getNamedType(launch.getFields()[name]!.type) as GraphQLObjectType;
    return selectedOf(info, part, [node]).some((member) => !parts.get(name)?.has(member.name.value));
  });
  return { names: needsNames };
}
