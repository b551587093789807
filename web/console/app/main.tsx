import "./start";
import "@patternfly/react-core/dist/styles/base.css";
import "./style.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./shell/App";
import { applyTheme } from "./shell/theme";

applyTheme();
const place = document.getElementById("page");
if (place) createRoot(place).render(<StrictMode><App /></StrictMode>);
