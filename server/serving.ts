/** What serving takes, and starting does not: start.ts loads it while the database starts. */
export { buildApp } from './app.js'
export { startWorker } from './jobs/jobs.js'
export { crontab, taskList } from './jobs/tasks.js'
export { prepareDatabase } from './prepare.js'
