import { z } from 'zod';
import { openEndpoint, type Endpoint } from './endpoint';

/** `/docs` and `/openapi.json`: what the given endpoints are, in HTML and in OpenAPI 3.1. */
export function documentationEndpoints(documented: readonly Endpoint[]): Endpoint[] {
  return [
    openEndpoint({
      name: 'GET /docs',
      summary: 'This list, to read',
      contentType: 'text/html; charset=utf-8',
      answer: () => page(documented),
    }),
    openEndpoint({
      name: 'GET /openapi.json',
      summary: 'This list, for programs',
      answer: () => openApi(documented),
    }),
  ];
}

function page(endpoints: readonly Endpoint[]): string {
  const rows = endpoints.map(
    ({ name, summary, needsToken }) =>
      `<tr><td><code>${name}</code></td><td>${needsToken ? 'yes' : '–'}</td><td>${summary}</td></tr>`,
  );
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>MaiMBot sandbox: configurator</title></head>
<body>
<h1>MaiMBot sandbox: configurator</h1>
<p>For programs: <a href="/openapi.json">openapi.json</a>.</p>
<table>
<tr><th>method and path</th><th>token</th><th>what it does</th></tr>
${rows.join('\n')}
</table>
</body>
</html>
`;
}

function openApi(endpoints: readonly Endpoint[]): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const [method = '', path = ''] = endpoint.name.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(endpoint, path) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'MaiMBot sandbox: configurator', version: '2.0.0' },
    paths,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
  };
}

function operation({ summary, needsToken, body, query, success = 200 }: Endpoint, path: string): unknown {
  const inPath = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query ? (jsonSchema(query).properties ?? {}) : {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema,
  }));
  return {
    summary,
    parameters: [...inPath, ...inQuery],
    ...(needsToken && { security: [{ bearer: [] }] }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body) } } },
    }),
    responses: {
      [success]: { description: 'Success' },
      default: { description: 'An object with the field detail' },
    },
  };
}

function jsonSchema(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
