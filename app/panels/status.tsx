import { Badge, Icon, InlineStack, Text } from "@shopify/polaris";
import {
  AlertCircleIcon,
  ArrowDownIcon,
  ArrowUpIcon,
  CheckCircleIcon,
  MinusCircleIcon,
  MinusIcon,
  QuestionCircleIcon,
} from "@shopify/polaris-icons";
import type { Status } from "../scorecard/types.ts";
import { statusWords, type ChangeWords } from "./format.ts";

const icons: Record<Status, typeof CheckCircleIcon> = {
  on: CheckCircleIcon,
  off: AlertCircleIcon,
  "cannot-tell": QuestionCircleIcon,
  "no-target": MinusCircleIcon,
  "no-data": MinusCircleIcon,
};

/** The status as word, icon and colour, never colour alone. */
export function StatusWord({ status }: { status: Status }) {
  const { word, tone } = statusWords[status];
  return (
    <Badge tone={tone} icon={icons[status]}>
      {word}
    </Badge>
  );
}

const arrows = { up: ArrowUpIcon, down: ArrowDownIcon, same: MinusIcon };
const spoken = { up: "up", down: "down", same: "" };

/** "↑ 12 %", spoken as "up 12 %". */
export function ChangeLine({ change }: { change: ChangeWords }) {
  const tone =
    change.tone === "success" ? "success" : change.tone === "critical" ? "critical" : undefined;
  return (
    <InlineStack gap="050" blockAlign="center" wrap={false}>
      <span className="ff-arrow">
        <Icon
          source={arrows[change.way]}
          tone={tone ?? "subdued"}
          accessibilityLabel={spoken[change.way] || undefined}
        />
      </span>
      <Text as="span" variant="bodySm" tone={tone ?? "subdued"}>
        {change.words}
      </Text>
    </InlineStack>
  );
}
