/**
 * What may know what. Each rule has a violation planted in test/planted, laid out as server/ is, by which
 * scripts/check.mjs proves that the rule still sees.
 */
const HOME = '^(?:test/planted/)?server/'
const PURE = 'drafts|lineage|exports|similarity'
const FEATURES = `${PURE}|accounts|audit|comments|moderation|notices|participation|reports|responses`

module.exports = {
  forbidden: [
    {
      name: 'pure-knows-no-world',
      comment:
        'drafts, lineage, exports and similarity: bytes and values in, values out; no HTTP, database, process or file system.',
      severity: 'error',
      from: { path: `${HOME}(?:${PURE})/` },
      to: {
        path: [
          'node_modules/(?:@?fastify|@fastify|kysely|pg|graphile-worker)/',
          '^(?:node:)?(?:fs|fs/promises|http|https|net|child_process|worker_threads|process)$',
        ],
      },
    },
    {
      name: 'pure-knows-no-feature',
      comment: 'A pure folder knows pure folders alone.',
      severity: 'error',
      from: { path: `${HOME}(?:${PURE})/` },
      to: { path: `${HOME}`, pathNot: `${HOME}(?:${PURE})/` },
    },
    {
      name: 'features-meet-at-the-index',
      comment: 'Another feature is known by its index.ts alone (and lineage by the commands of the command line).',
      severity: 'error',
      from: { path: '^(?:test/planted/)?server/([^/]+)/' },
      to: {
        path: `${HOME}(?:${FEATURES})/`,
        pathNot: [
          `${HOME}(?:${FEATURES})/index\\.ts$`,
          '^(?:test/planted/)?server/$1/',
          '^server/lineage/commands\\.ts$',
        ],
      },
    },
    {
      name: 'routes-are-known-by-few',
      comment:
        'Knowledge flows from routes to rules and stores; routes are gathered by an index.ts or by other routes.',
      severity: 'error',
      from: { path: HOME, pathNot: '(?:^|[/-])(?:index|app|api|routes)\\.ts$' },
      to: { path: `${HOME}.*(?:^|[/-])routes\\.ts$` },
    },
    {
      name: 'stores-know-no-page',
      comment: 'A store answers with rows: it knows neither HTTP nor what a template shows.',
      severity: 'error',
      from: { path: `${HOME}.*/store\\.ts$` },
      to: { path: ['node_modules/(?:@?fastify|@fastify)/', `${HOME}.*/(?:routes|views)\\.ts$`] },
    },
    {
      name: 'routes-ask-no-database',
      comment: 'HTTP in and out: a query stands in a store.',
      severity: 'error',
      from: { path: `${HOME}.*(?:^|[/-])routes\\.ts$` },
      to: { path: 'node_modules/(?:kysely|pg)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ground-knows-no-feature',
      comment: 'The database, the configuration and jobs.ts carry the features, and know none.',
      severity: 'error',
      from: { path: `${HOME}(?:database/|config\\.ts$|jobs/jobs\\.ts$)` },
      to: { path: `${HOME}(?:${FEATURES})/` },
    },
    {
      name: 'no-circles',
      comment: 'Of two files that need each other, one can be neither read nor tested alone. Types alone may.',
      severity: 'error',
      from: { path: HOME },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
