import { Component, type ErrorInfo, type ReactNode } from "react";

import { Broken } from "./Broken";

interface State {
  error: Error | null;
}

/** Keeps a screen that failed from taking the others along. */
export class Crash extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error ? <Broken error={error} /> : this.props.children;
  }
}
