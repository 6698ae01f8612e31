import { createGateway } from 'ltiaas-grades-gateway';

// The Edge runtime cannot run the gateway.
export const runtime = 'nodejs';

let gateway;

async function answer(request) {
  // Not when the module is loaded: "next build" loads it, too, without the settings.
  gateway ??= createGateway({
    ltiaasUrl: process.env.LTIAAS_URL,
    ltiaasApiKey: process.env.LTIAAS_API_KEY,
    introspection: process.env.NODE_ENV !== 'production',
  });
  return (await gateway).fetch(request);
}

export { answer as GET, answer as POST, answer as OPTIONS };
