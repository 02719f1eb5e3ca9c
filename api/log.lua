local doc = "a line for whoever runs the import; `print` is `log.info` in a reader"
return {
  module = "log",
  { "log.debug(s: any)", doc },
  { "log.info(s: any)", doc },
  { "log.warn(s: any)", doc },
  { "log.error(s: any)", doc },
}
