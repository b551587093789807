const en = {
  failed: "This page failed",
  newVersion: "A new version is available",
  notFetched: "This part of the page could not be loaded: there is a newer one, or the server cannot be reached.",
  reload: "Reload",
  copy: "Copy details",
};

export default en;
