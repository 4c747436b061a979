-- The settings in force.
select hoshitori.settings_shape()
