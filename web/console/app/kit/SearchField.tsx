import { TextInput } from "@patternfly/react-core";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Enter, or the cross that the browser shows. */
  onSearch?: (value: string) => void;
  onBlur?: () => void;
}

/** A text to search for: the browser's own field, with its cross to clear it. */
export function SearchField({ label, value, onChange, onSearch, onBlur }: Props) {
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      className="search"
      onChange={(event, text) => {
        onChange(text);
        // The cross is no key: what it clears is to be searched for at once.
        if (text === "" && !("inputType" in event.nativeEvent && event.nativeEvent.inputType)) onSearch?.("");
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") onSearch?.(event.currentTarget.value);
      }}
      {...(onBlur ? { onBlur } : {})}
    />
  );
}
