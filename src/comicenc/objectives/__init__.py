"""Losses and miners: functions of tensors that know no model."""
