export { startConfigurator, type ConfiguratorOptions, type RunningConfigurator } from './server';
