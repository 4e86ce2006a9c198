import { Hono } from 'hono';
import { AdminError } from './errors';
import { type AdminRequest, respond } from './http';
import type { Answer, Route } from './routes/route';

/** What a request carries besides its method. */
interface Carried {
  readonly request: AdminRequest;
  readonly requestId: string;
  /** Told which route it is, for the log. */
  readonly onRoute: (route: Route) => void;
}

/** Answers a request by its route. @throws AdminError (404, 405 among others), and whatever a route throws */
export type Router = (carried: Carried) => Promise<Response>;

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

/** Creates the router of a table of routes. */
export function createRouter(routes: readonly Route[]): Router {
  const app = new Hono<{ Bindings: Carried }>({
    // As it was sent: a Request's URL would resolve an id of two dots, however it is encoded.
    getPath: (_, options) => (options?.env as Carried | undefined)?.request.path ?? '/',
  });
  for (const route of routes) {
    app.on(route.method, honoPath(route), async ({ env, req }) => {
      env.onRoute(route);
      const { rawQuery, body } = env.request;
      return toResponse(await route.run({ params: req.param(), rawQuery, body, requestId: env.requestId }));
    });
  }
  for (const [path, allow] of methodsByPath(routes)) {
    app.all(path, () => {
      throw new AdminError('method_not_allowed', { allow });
    });
  }
  app.notFound(() => {
    throw new AdminError('not_found');
  });
  // One place makes answers of errors, and it is not here.
  app.onError((error) => {
    throw error;
  });

  return async (carried) => {
    // A method that no route has is as good as any other such: the path decides whether it is a 404 or a 405.
    const method = METHODS.includes(carried.request.method) ? carried.request.method : 'OPTIONS';
    return app.fetch(new Request('http://dinghub.invalid/', { method }), carried);
  };
}

/** The answer in the form that the router works with. */
function toResponse(answer: Answer): Response {
  const { status, headers, body } = respond(answer.status, answer.body, answer.headers);
  return new Response(answer.body === undefined ? null : body, { status, headers });
}

function methodsByPath(routes: readonly Route[]): ReadonlyMap<string, string> {
  const methods = new Map<string, string>();
  for (const route of routes) {
    const others = methods.get(honoPath(route));
    methods.set(honoPath(route), others === undefined ? route.method : `${others}, ${route.method}`);
  }
  return methods;
}

function honoPath({ path }: Route): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}
