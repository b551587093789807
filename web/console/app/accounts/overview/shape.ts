import type { AccountOverviewQuery } from "./overview.operations";

export type Overviewed = NonNullable<AccountOverviewQuery["smartAccount"]>;
