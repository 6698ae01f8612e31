import { Ctx, Query, Resolver } from 'type-graphql';
import type { ResolverContext } from '../resolverContext';
import { Launch } from './launch.type';

@Resolver()
export class LaunchResolver {
  @Query(() => Launch, {
    nullable: true,
    description:
      'The current LTI launch: user, course, platform and services. Null when called with a service key, which has no launch.',
  })
  async launch(@Ctx() { gradebook }: ResolverContext) {
    const launch = await gradebook.launch();
    if (launch === null) return null;
    const { token, permissions } = launch;
    return {
      ...token,
      permissions,
      get lineItem() {
        const { lineItemId } = token.services;
        return lineItemId === null ? null : gradebook.lineItem(lineItemId);
      },
    };
  }
}
