import { expect, test, vi } from "vitest";

import { HomeDocument } from "../home/home.operations";
import { DeploymentDocument, FrameDocument } from "../shell/viewer.operations";
import { createApi } from "./client";
import * as early from "./early.operations";
import { NoticeCursorDocument } from "./notices.operations";

test("What is asked early is to the letter what the page asks later", async () => {
  const bodies: unknown[] = [];
  vi.stubGlobal("fetch", (_address: unknown, options: RequestInit) => {
    bodies.push(options.body);
    return Promise.resolve(Response.json({ data: null }));
  });
  const api = createApi();

  await api.query(NoticeCursorDocument, {}).toPromise();
  await api.query(DeploymentDocument, {}).toPromise();
  await api.query(FrameDocument, {}).toPromise();
  await api.query(HomeDocument, {}).toPromise();

  expect(bodies).toEqual([early.NoticeCursor, early.Deployment, early.Frame, early.Home]);
});
