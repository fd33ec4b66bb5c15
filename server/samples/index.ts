export { loadSamples } from './load.js'
export { shipWorkingGroups } from './working-groups.js'
