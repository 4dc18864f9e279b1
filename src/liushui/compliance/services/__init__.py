"""What compliance does: the clocks' daily work, and what people state about duties."""
