import { Facts } from "../kit/Facts";
import { useRequestWords } from "./useRequestWords";

interface Profile {
  companyName: string;
  fullName: string;
  email: string;
  username: string;
  phone: string;
}

/** Who asks, as those who decide see it. */
export function ProfileFacts({ of }: { of: Profile }) {
  const { profile } = useRequestWords();
  return (
    <Facts
      of={[
        [profile.companyName, of.companyName],
        [profile.fullName, of.fullName],
        [profile.email, of.email],
        [profile.username, of.username],
        [profile.phone, of.phone],
      ]}
    />
  );
}
