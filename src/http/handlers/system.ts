import type { Engine } from '../../engine/engine.ts';
import { healthOf } from '../../engine/health.ts';
import type { AllHandlers } from '../call.ts';
import { OJS_VERSION } from '../request-context.ts';

/** What this server is and how it does; the manifest claims only what works. */
export function systemHandlers(
  engine: Engine,
  version: string,
): Pick<AllHandlers, 'getManifest' | 'getHealth'> {
  const health = healthOf(engine);
  return {
    async getManifest() {
      return {
        status: 200,
        body: {
          specversion: OJS_VERSION,
          ojs_version: OJS_VERSION,
          implementation: { name: 'ojs-aws', version, language: 'typescript' },
          conformance_level: 0,
          conformance_tier: 'runtime',
          protocols: ['http'],
          backend: 'dynamodb-sqs',
          capabilities: {
            batch_enqueue: true,
            cron_jobs: false,
            dead_letter: true,
            delayed_jobs: true,
            job_ttl: true,
            pause_resume: true,
            priority_queues: false,
            rate_limiting: false,
            schema_validation: false,
            unique_jobs: true,
            unique_jobs_strength: 'strong',
            workflows: false,
          },
          extensions: { official: ['progress'], experimental: ['fetch-wait', 'ack-attempt'] },
          endpoints: { base_url: '/ojs/v1', manifest: '/ojs/manifest', health: '/ojs/v1/health' },
        },
      };
    },
    async getHealth() {
      const { ok, uptimeSeconds } = await health();
      const body = { version: OJS_VERSION, uptime_seconds: uptimeSeconds } as const;
      return ok
        ? { status: 200, body: { ...body, status: 'ok', backend: { type: 'dynamodb', status: 'connected' } } }
        : {
            status: 503,
            body: { ...body, status: 'degraded', backend: { type: 'dynamodb', status: 'disconnected' } },
          };
    },
  };
}
