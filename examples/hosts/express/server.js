import express from 'express';
import { createGateway } from 'ltiaas-grades-gateway';

const gateway = await createGateway({
  ltiaasUrl: process.env.LTIAAS_URL,
  ltiaasApiKey: process.env.LTIAAS_API_KEY,
  introspection: process.env.NODE_ENV !== 'production',
});

const app = express();
app.use(express.json({ limit: '1mb' }));
app.use('/api/graphql', gateway.handler);

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/api/graphql`);
});

process.once('SIGTERM', () => {
  // The gateway closes after the requests in flight.
  server.close(() => void gateway.close());
});
