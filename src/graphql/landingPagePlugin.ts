import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { Config } from '../config/config';
import { exampleOperations } from './exampleOperations';

/** Serves Apollo's Sandbox, loaded from Apollo's servers, to browsers that request `GET /graphql`. */
export function showLandingPage({ explorer, explorerAuthorization }: Config): ApolloServerPlugin {
  if (!explorer) return ApolloServerPluginLandingPageDisabled();
  const { document, variables } = exampleOperations[0];
  return ApolloServerPluginLandingPageLocalDefault({
    embed: { runTelemetry: false },
    document,
    variables,
    ...(explorerAuthorization !== undefined && { headers: { Authorization: explorerAuthorization } }),
    includeCookies: false,
  });
}
