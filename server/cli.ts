import { runCommandLine } from './cli/frame.js'

process.exitCode = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  complain: line => console.error(line),
})
