import { http } from '@google-cloud/functions-framework';
import { createGateway } from 'ltiaas-grades-gateway';

const gateway = await createGateway({
  ltiaasUrl: process.env.LTIAAS_URL,
  ltiaasApiKey: process.env.LTIAAS_API_KEY,
  introspection: process.env.NODE_ENV !== 'production',
});

http('grades', gateway.handler);
