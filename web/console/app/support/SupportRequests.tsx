import { Redirect } from "wouter";

import { useFrame } from "../shell/useFrame";
import { OwnContractsRequests } from "./OwnContractsRequests";
import { StaffRequests } from "./StaffRequests";

/** Requests for support access: all of them for staff, those about their contracts for others. */
export function SupportRequests() {
  const { viewer } = useFrame();
  return viewer.profile.staff ? <StaffRequests /> : <OwnContractsRequests />;
}

/** The address above: there is nothing else. */
export function SupportStart() {
  return <Redirect to="/support/requests" replace />;
}
