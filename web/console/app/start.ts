// Comes before the rest of the page, so that nothing that it will need waits for it.
import { askEarly } from "./api/early";
import { fetchScreen } from "./routes";

askEarly(location.pathname);
fetchScreen(location.pathname);
