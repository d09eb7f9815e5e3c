import { openEndpoint, type Endpoint } from './endpoint';

const VERSION = '2.0.0';

/** The two endpoints that say that the configurator is up. Their time is in seconds since the epoch. */
export function healthEndpoints(): Endpoint[] {
  return [
    openEndpoint({
      name: 'GET /health',
      summary: 'Whether the server is up',
      answer: () => ({
        status: 'healthy',
        timestamp: Date.now() / 1000,
        service: 'MaiMBot API Server',
        version: VERSION,
      }),
    }),
    openEndpoint({
      name: 'GET /api/health',
      summary: 'Whether the services are up',
      answer: () => ({
        status: 'healthy',
        timestamp: Date.now() / 1000,
        version: VERSION,
        services: { database: 'healthy', auth: 'healthy', chat: 'healthy' },
      }),
    }),
  ];
}
