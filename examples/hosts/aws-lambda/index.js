import awsLambdaFastify from '@fastify/aws-lambda';
import { createGateway } from 'ltiaas-grades-gateway';

const gateway = await createGateway({
  ltiaasUrl: process.env.LTIAAS_URL,
  ltiaasApiKey: process.env.LTIAAS_API_KEY,
  introspection: process.env.NODE_ENV !== 'production',
});

export const handler = awsLambdaFastify(gateway.fastify, {
  // A query in an address has commas, which separate nothing.
  parseCommaSeparatedQueryParams: false,
  // Idle connections to LTIAAS must not keep an invocation open.
  callbackWaitsForEmptyEventLoop: false,
});
